// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A version could not be made from its file. The cause says why; what was in service before still is. */
public final class ReloadException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    ReloadException(Path file, String consequence, Throwable cause) {
        super("%s could not be loaded; %s. (%s)".formatted(file, consequence, reason(cause)), cause);
        this.file = file;
    }

    /** What a person needs to know. The name of the file has been said, and a file system's errors name their kind. */
    private static String reason(Throwable cause) {
        if (cause instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        try {
            return cause.toString();
        } catch (RuntimeException e) {
            return cause.getClass().getName();
        }
    }

    /** The file that was to be loaded. */
    public Path file() {
        return file;
    }
}
