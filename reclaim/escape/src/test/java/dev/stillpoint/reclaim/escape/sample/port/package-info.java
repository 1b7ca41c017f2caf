// SPDX-License-Identifier: Apache-2.0
/**
 * A harbour: its ships, in which each nested class is a wrong case, and its quays, in which each is right. The wrong
 * ones were written by one who had read the documentation only, and the right ones by another, before anybody looked at
 * what the rules make of them; see {@code docs/escape-rules.md}.
 */
@org.jspecify.annotations.NullUnmarked
package dev.stillpoint.reclaim.escape.sample.port;
