// SPDX-License-Identifier: Apache-2.0
/**
 * A shop and its catalogue, as its programmers would write them. Each nested class is one case. They were written
 * before anybody looked at what the rules make of them, so they measure the rules; see {@code docs/escape-rules.md}.
 */
@org.jspecify.annotations.NullUnmarked
package dev.stillpoint.reclaim.escape.sample.shop;
