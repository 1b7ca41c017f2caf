// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

import dev.stillpoint.reclaim.escape.violation.Analyser;

/** Nothing of the analyser runs in production. */
public record NamesTheAnalyser(Analyser analyser) {
}
