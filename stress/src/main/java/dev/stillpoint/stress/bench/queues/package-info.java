// SPDX-License-Identifier: Apache-2.0
/** Overflow queues side by side: what a carrier's full queue spills to. */
@NullMarked
package dev.stillpoint.stress.bench.queues;

import org.jspecify.annotations.NullMarked;
