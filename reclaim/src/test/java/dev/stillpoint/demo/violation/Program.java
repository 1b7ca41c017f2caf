// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.violation;

/** Stands for the demo, which this module does not see. */
public record Program(String name) {
}
