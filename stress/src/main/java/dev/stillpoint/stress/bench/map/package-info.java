// SPDX-License-Identifier: Apache-2.0
/**
 * Maps of numbers to some bytes, off the heap and on it, under the mixes of operations that stores are measured by;
 * queues, stacks and sorted sets; and a table and a queue under different protections.
 */
@NullMarked
package dev.stillpoint.stress.bench.map;

import org.jspecify.annotations.NullMarked;
