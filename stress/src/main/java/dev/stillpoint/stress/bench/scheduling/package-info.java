// SPDX-License-Identifier: Apache-2.0
/**
 * The scheduler against the JDK's own, in one run: every benchmark takes both as a parameter, and the number of
 * carriers. {@code docs/benchmarks/scheduling.md} says how to run them.
 */
@NullMarked
package dev.stillpoint.stress.bench.scheduling;

import org.jspecify.annotations.NullMarked;
