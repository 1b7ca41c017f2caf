package dev.stillpoint.reclaim.checked;

import java.io.Serial;

/** Not an error by itself: the stack of something that happened earlier, kept for the error to come. */
public final class Trace extends Throwable {

    @Serial
    private static final long serialVersionUID = 1L;

    Trace(String what) {
        super("%s, by %s".formatted(what, Thread.currentThread()));
    }
}
