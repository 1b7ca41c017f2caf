// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What tells a file from the one that was there before, and what a person is told of one that cannot be read. */
class FileStampTest {

    private static final FileTime SAME_TIME = FileTime.fromMillis(1_000_000);

    @TempDir
    private Path directory;

    /** Writes the file anew, in place, until the file system's clock has gone on. */
    static void overwriteUnseen(Path file, byte[] content) throws IOException {
        Object before = Files.getAttribute(file, "unix:ctime");
        do {
            Files.write(file, content);
            Files.setLastModifiedTime(file, SAME_TIME);
        } while (Files.getAttribute(file, "unix:ctime").equals(before));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its file systems have no Unix time of change")
    void aFileThatWasOverwrittenDiffersThoughItsSizeTimeAndIdentityAreTheSame() throws IOException {
        Path file = Files.write(directory.resolve("data"), new byte[] {1, 1});
        Files.setLastModifiedTime(file, SAME_TIME);
        FileStamp before = FileStamp.of(file);
        assertThat(FileStamp.of(file)).isEqualTo(before);
        overwriteUnseen(file, new byte[] {2, 2});

        FileStamp after = FileStamp.of(file);
        assertThat(after.size()).isEqualTo(before.size());
        assertThat(after.modified()).isEqualTo(before.modified());
        assertThat(after.key()).isEqualTo(before.key());
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void aFileSystemThatKnowsLessIsGoodEnough() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("archive.zip"), Map.of("create", "true"))) {
            Path file = Files.write(zip.getPath("data"), new byte[] {1, 1});
            FileStamp before = FileStamp.of(file);
            assertThat(before.changed()).isNull();
            assertThat(FileStamp.of(file)).isEqualTo(before);
            Files.write(file, new byte[] {1, 1, 1});
            assertThat(FileStamp.of(file)).isNotEqualTo(before);
        }
    }

    @Test
    void aFileThatCannotBeReadIsExplainedInOneSentence() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> FileStamp.of(missing)).isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing + ": there is no such file");
        FileSystemException denied = new AccessDeniedException(missing.toString());
        assertThat(FileStamp.explained(missing, denied)).isInstanceOf(AccessDeniedException.class).hasCause(denied)
                .hasMessage(missing + ": this process may not read it: look at the rights of the file and of its"
                        + " folders");
        FileSystemException other = new FileSystemException(missing.toString(), null, "has a reason");
        assertThat(FileStamp.explained(missing, other)).isSameAs(other);
        assertThat(new ReloadException(missing, "nothing else happens", FileStamp.explained(missing, denied)))
                .hasMessage(missing + " could not be loaded; nothing else happens. (this process may not read it: look"
                        + " at the rights of the file and of its folders)");
    }
}
