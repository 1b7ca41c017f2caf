// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.launch;

/** Its class initialiser throws. */
final class FailsToInitialise {
    static final int NUMBER = Integer.parseInt("none");

    private FailsToInitialise() {
    }

    public static void main(String[] args) {
        System.out.println(NUMBER);
    }
}
