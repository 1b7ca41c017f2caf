// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

/** Has no main method. */
final class NoMain {
    private NoMain() {
    }
}
