// SPDX-License-Identifier: Apache-2.0
/** What a scan looks for: which methods wait, keep or hand on their arguments, and what is exempt. */
@NullMarked
package dev.stillpoint.reclaim.escape.policy;

import org.jspecify.annotations.NullMarked;
