// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words what the JDK says with the class of an exception. The message is often the name of the file alone. */
public final class FileProblem {

    private FileProblem() {}

    /** The file and what is wrong, as in "/data/geotables: permission denied". */
    public static String of(IOException failure) {
        String message = failure.getMessage();
        if (failure instanceof FileSystemException named) {
            return named.getReason() == null ? named.getFile() + ": " + reason(named) : String.valueOf(message);
        }
        return message == null ? failure.toString() : message;
    }

    private static String reason(FileSystemException failure) {
        return switch (failure) {
            case AccessDeniedException e -> "permission denied";
            case NoSuchFileException e -> "there is no such file";
            case FileAlreadyExistsException e -> "another file is in its place";
            case NotDirectoryException e -> "is not a directory";
            default -> failure.getClass().getSimpleName();
        };
    }
}
