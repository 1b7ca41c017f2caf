// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import java.util.ArrayList;
import java.util.List;

/** Stacks as short texts. */
final class Frames {

    private static final String PRODUCT = "dev.stillpoint.";
    private static final String HARNESS = "dev.stillpoint.stress.faults.";
    private static final int MOST = 5;

    private Frames() {
    }

    /** The innermost frames of the libraries. */
    static String ours(StackTraceElement[] stack) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (type.startsWith(PRODUCT) && !type.startsWith(HARNESS) && !type.contains(".fixture.")
                    && frames.size() < MOST) {
                frames.add("%s.%s:%d".formatted(type.substring(type.lastIndexOf('.') + 1), frame.getMethodName(),
                        frame.getLineNumber()));
            }
        }
        return String.join(" < ", frames);
    }
}
