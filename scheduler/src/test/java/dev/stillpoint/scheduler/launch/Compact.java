// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

import dev.stillpoint.scheduler.carrier.CurrentCarrier;

/** The shortest form of a program, whose virtual thread would run for ever if it could. */
class Compact {
    void main() throws InterruptedException {
        Thread.ofVirtual().start(() -> {
            while (true) {
                Thread.yield();
            }
        });
        System.out.println("instance main on " + CurrentCarrier.get());
    }
}
