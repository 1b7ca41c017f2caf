// SPDX-License-Identifier: Apache-2.0
/**
 * Small classes that use guards rightly and wrongly. Each line of interest says what the scanner must find there:
 * {@code // escapes: KIND}, {@code // allowed}, or {@code // blind: why} for what it cannot see.
 */
package dev.stillpoint.reclaim.escape.sample;
