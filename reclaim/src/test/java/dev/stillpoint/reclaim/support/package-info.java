// SPDX-License-Identifier: Apache-2.0
/** What the tests share: threads of every kind, readers that stay inside, and waits with a deadline. */
@NullMarked
package dev.stillpoint.reclaim.support;

import org.jspecify.annotations.NullMarked;
