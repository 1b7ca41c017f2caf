/**
 * JMH benchmarks. {@link dev.stillpoint.stress.bench.Benchmarks} runs them as {@code docs/benchmarks} reports them.
 */
@NullMarked
package dev.stillpoint.stress.bench;

import org.jspecify.annotations.NullMarked;
