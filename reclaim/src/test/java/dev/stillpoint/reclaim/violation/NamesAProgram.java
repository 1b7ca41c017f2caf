// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

import dev.stillpoint.demo.violation.Program;

/** Dependencies point down. */
public record NamesAProgram(Program program) {
}
