// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.scheduler.fixture.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where no error strikes, because nobody promises anything there. Each exception says why. */
enum Exceptions {

    /**
     * A thread that unparks another one at the end of its stack may lose it, on every scheduler. The JDK notes that the
     * other one runs ({@code VirtualThread.unpark}), then calls the scheduler, and when this call overflows it leaves
     * it at that. The overflow may strike the call itself, before any code of ours.
     */
    UNPARK_AT_THE_STACK_END(Mode.CALL, Mode.STACK_END, "java.lang.VirtualThread.submitRunContinuation",
            "java.lang.VirtualThread.externalSubmitRunContinuation"),
    /**
     * What ends a blocking call puts its carrier online, and nobody else could. It was rehearsed 64 frames deeper in
     * the stack before the call began; errors of the mode {@link Mode#STACK_END} show that it is enough.
     */
    ENDS_OF_BLOCKING_CALLS(Mode.CALL, Mode.CALL, "dev.stillpoint.scheduler.jdk.JdkCarrierThread.endBlocking",
            "dev.stillpoint.scheduler.jdk.BlockingListener.blockingEnds"),
    /**
     * When the call by which the program frees something fails, nobody but the program can know whether it has begun.
     * The library takes it as what it is in most cases, a failure of the program's, and does not free a second time.
     */
    FREEING_BY_THE_PROGRAM(Mode.CALL, Mode.CALL, "dev.stillpoint.reclaim.adapt.DependentHandle$Freeing.free");

    private static final String START = "java.lang.VirtualThread.start";

    private final Mode mode;
    private final Mode otherMode;
    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> methods;

    Exceptions(Mode mode, Mode otherMode, String... methods) {
        this.mode = mode;
        this.otherMode = otherMode;
        this.methods = List.of(methods);
    }

    /** In which methods, and what they call, no error strikes. */
    List<String> methods() {
        return methods;
    }

    /**
     * Whether an error is left out.
     *
     * @param point where it would strike, or null if that depends on the depth of the stack
     */
    static boolean covers(Mode mode, @Nullable Point point, StackTraceElement[] stack) {
        for (Exceptions exception : values()) {
            if (exception.coversIn(mode, point, stack)) {
                return true;
            }
        }
        return false;
    }

    private boolean coversIn(Mode struck, @Nullable Point point, StackTraceElement[] stack) {
        if (struck != mode && struck != otherMode) {
            return false;
        }
        boolean covers = point != null && methods.stream().anyMatch(method -> method.endsWith("." + point.action()));
        for (StackTraceElement frame : stack) {
            String method = frame.getClassName() + "." + frame.getMethodName();
            if (method.equals(START)) {
                // The caller learns of it, and the JDK ends the thread.
                return false;
            }
            covers |= methods.contains(method);
        }
        return covers;
    }
}
