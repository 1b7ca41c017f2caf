// SPDX-License-Identifier: Apache-2.0
/**
 * An atlas of places. Each nested class is one case. They were written by somebody who knew the rules and their code,
 * for each sentence of what was wanted of them, before anything was mended; see {@code docs/escape-rules.md}.
 */
@org.jspecify.annotations.NullUnmarked
package dev.stillpoint.reclaim.escape.sample.atlas;
