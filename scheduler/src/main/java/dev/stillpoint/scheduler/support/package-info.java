// SPDX-License-Identifier: Apache-2.0
/**
 * What both libraries do in one way: report to the log, show something to JMX, wait without being interrupted. The
 * package depends on neither of them.
 */
@NullMarked
package dev.stillpoint.scheduler.support;

import org.jspecify.annotations.NullMarked;
