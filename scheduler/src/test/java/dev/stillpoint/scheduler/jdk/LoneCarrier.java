// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

/** A carrier of ours, with nothing around it. Loads only once the JDK's internals are open to us. */
final class LoneCarrier extends JdkCarrierThread {

    private LoneCarrier(Runnable body) {
        super("lone-carrier", body, new Unasked());
    }

    static void start(Runnable body) {
        new LoneCarrier(body).start();
    }

    /** Nobody asks for blocking calls. */
    private static final class Unasked implements BlockingListener {

        @Override
        public boolean blockingBegins() {
            return false;
        }

        @Override
        public void blockingEnds() {
        }
    }
}
