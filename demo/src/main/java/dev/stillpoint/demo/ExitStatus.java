// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import picocli.CommandLine;

/** How the program ends. */
public final class ExitStatus {

    /** A count that must be zero was not. */
    public static final int VIOLATION = 1;
    /** The arguments make no sense. */
    public static final int USAGE = CommandLine.ExitCode.USAGE;
    /** The data is missing or damaged. */
    public static final int DATA = 3;
    /** The JVM lacks a flag or is too old. */
    public static final int JVM = 4;

    private ExitStatus() {
    }
}
