package dev.stillpoint.scheduler.launch;

/** Has no main method. */
final class NoMain {
    private NoMain() {
    }
}
