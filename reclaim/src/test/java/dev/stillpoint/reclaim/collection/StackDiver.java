// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

/** Uses something in the last frames of a stack, again and again, as the stack ends in compiled and in other code. */
abstract class StackDiver implements Runnable {

    private static final int DIVES = 30;
    private static final int TRIES = 400;
    private static final int STACK_BYTES = 512 * 1024;

    private int tries;
    private int failures;

    /**
     * Uses it once. Whatever happens then is noted without a call: there may be no room for one.
     *
     * @param number from 1
     */
    abstract void use(int number);

    /** How often the stack ended in {@link #use}. */
    final int failures() {
        return failures;
    }

    final void dive() throws InterruptedException {
        Thread thread = new Thread(null, this, "diver", STACK_BYTES);
        thread.start();
        thread.join();
    }

    @Override
    public final void run() {
        for (int dive = 0; dive < DIVES; dive++) {
            tries = 0;
            dive(0);
        }
    }

    private void dive(int depth) {
        try {
            if (depth >= 0) {
                dive(depth + 1);
            }
        } catch (StackOverflowError e) {
            // Here is the end.
        }
        if (tries < TRIES) {
            tries++;
            try {
                use(tries);
            } catch (StackOverflowError e) {
                failures++;
            }
        }
    }
}
