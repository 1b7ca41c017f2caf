// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

/** The message of each of these is the name of the file alone. */
class FileProblemTest {

    @Test
    void whatTheClassSaysIsSaidInWords() {
        assertThat(FileProblem.of(new AccessDeniedException("a/b"))).isEqualTo("a/b: permission denied");
        assertThat(FileProblem.of(new NoSuchFileException("a/b"))).isEqualTo("a/b: there is no such file");
        assertThat(FileProblem.of(new FileAlreadyExistsException("a/b")))
                .isEqualTo("a/b: another file is in its place");
        assertThat(FileProblem.of(new NotDirectoryException("a/b"))).isEqualTo("a/b: is not a directory");
        assertThat(FileProblem.of(new FileSystemLoopException("a/b"))).isEqualTo("a/b: FileSystemLoopException");
    }

    @Test
    void aReasonIsKept() {
        assertThat(FileProblem.of(new FileSystemException("a/b", null, "Read-only file system")))
                .isEqualTo("a/b: Read-only file system");
        assertThat(FileProblem.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(FileProblem.of(new IOException())).isEqualTo("java.io.IOException");
    }
}
