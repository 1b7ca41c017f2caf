// SPDX-License-Identifier: Apache-2.0
/** What a scan finds, and what to do about it. */
@NullMarked
package dev.stillpoint.reclaim.escape.report;

import org.jspecify.annotations.NullMarked;
