// SPDX-License-Identifier: Apache-2.0
/** What it costs to retire and to free, how long a grace period takes, and what of that is due to memory layout. */
@NullMarked
package dev.stillpoint.stress.bench.reclaiming;

import org.jspecify.annotations.NullMarked;
