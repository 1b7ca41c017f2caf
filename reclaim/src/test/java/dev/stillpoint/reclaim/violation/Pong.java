// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

/** Makes a cycle of two files in one package, to show that the rule can fail. */
public record Pong(Ping known) {
}
