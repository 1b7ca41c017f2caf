// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.violation;

/** Stands for the analyser, which this module does not see. */
public record Analyser(String name) {
}
