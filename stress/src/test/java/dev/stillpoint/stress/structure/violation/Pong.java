// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure.violation;

/** Knows the other file in return. */
public record Pong(Ping known) {
}
