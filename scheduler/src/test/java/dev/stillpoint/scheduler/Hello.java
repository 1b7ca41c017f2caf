// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

/** A program that does not use the library. */
final class Hello {

    private Hello() {
    }

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
