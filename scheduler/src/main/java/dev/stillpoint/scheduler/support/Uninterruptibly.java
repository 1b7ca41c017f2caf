package dev.stillpoint.scheduler.support;

/** Waits that an interrupt does not end. It is pending when they return. */
public final class Uninterruptibly {

    /** A wait that can be begun again after an interrupt. */
    @FunctionalInterface
    public interface Wait {

        /** Returns when what is waited for has happened. */
        void await() throws InterruptedException;
    }

    private Uninterruptibly() {
    }

    /** Waits to the end. */
    public static void await(Wait wait) {
        await(wait, () -> {
        });
    }

    /**
     * Waits to the end.
     *
     * @param whenInterrupted runs at the first interrupt
     */
    public static void await(Wait wait, Runnable whenInterrupted) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    wait.await();
                    return;
                } catch (InterruptedException e) {
                    if (!interrupted) {
                        interrupted = true;
                        whenInterrupted.run();
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
