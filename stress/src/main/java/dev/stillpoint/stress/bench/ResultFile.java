// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** What the programs share that make another file of a file of JMH's: how they end when it cannot be done. */
final class ResultFile {

    private ResultFile() {
    }

    /** Writes what is made of a file. One that is missing, or refused as an illegal argument, ends the program. */
    static void convert(String in, String out, UnaryOperator<String> make) throws IOException {
        try {
            Files.writeString(Path.of(out), make.apply(Files.readString(Path.of(in))));
        } catch (NoSuchFileException e) {
            refuse("There is no " + e.getMessage());
        } catch (IllegalArgumentException e) {
            refuse(in + ": " + e.getMessage());
        }
    }

    /** Ends the program with one line and the status 2. */
    static void refuse(String message) {
        System.err.println(message);
        System.exit(2);
    }
}
