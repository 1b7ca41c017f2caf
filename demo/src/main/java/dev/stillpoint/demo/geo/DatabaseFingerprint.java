// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * By which a database is known again. It is made from the content alone: a database that is replaced may keep its name
 * and its size, and copies may be older than what they replace.
 *
 * @param bytes size of the file
 * @param checksum its CRC-32C
 */
public record DatabaseFingerprint(long bytes, int checksum) {
    /** Reads the whole file: some tens of milliseconds. */
    static DatabaseFingerprint of(Path database) throws IOException {
        CRC32C crc = new CRC32C();
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(database), crc)) {
            long bytes = in.transferTo(OutputStream.nullOutputStream());
            return new DatabaseFingerprint(bytes, (int) crc.getValue());
        }
    }

    static DatabaseFingerprint of(byte[] database) {
        CRC32C crc = new CRC32C();
        crc.update(database);
        return new DatabaseFingerprint(database.length, (int) crc.getValue());
    }
}
