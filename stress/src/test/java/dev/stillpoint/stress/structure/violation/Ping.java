// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure.violation;

import java.util.List;

/** Knows the other file by a nested class, and as the argument of a generic type only. */
public final class Ping {

    record Nested(List<Pong> known) {
    }
}
