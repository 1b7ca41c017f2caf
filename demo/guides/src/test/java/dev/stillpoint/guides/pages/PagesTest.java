// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.adapt.LeasePool;
import dev.stillpoint.reclaim.reload.FileMemory;
import dev.stillpoint.reclaim.reload.ReloadException;
import dev.stillpoint.reclaim.reload.Reloadable;
import dev.stillpoint.reclaim.reload.VersionLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code that pages show does what they say. */
@Timeout(120)
class PagesTest {

    @TempDir
    private Path directory;

    private Path file(String countries) throws IOException {
        return Files.writeString(directory.resolve(countries + ".data"), countries);
    }

    @Test
    void patternsThatWork() throws Exception {
        try (Reclaimer reclaimer = Reclaimer.create();
                QsbrReference<Table> table = QsbrReference.of(reclaimer,
                        new Table(FileMemory.read(file("DEFRDE"))))) {
            Guards guards = new Guards(table);
            List<String> printed = new ArrayList<>();
            CountDownLatch replaced = new CountDownLatch(1);
            replaced.countDown();

            assertThat(guards.country(1)).isEqualTo("FR");
            assertThat(guards.countryByToken(2)).isEqualTo("DE");
            guards.print(List.of(0, 1), printed::add);
            assertThat(printed).containsExactly("DE", "FR");
            assertThat(guards.<Long>withRow(0, row -> row.bytes().byteSize())).isEqualTo(2);
            assertThat(guards.countries(List.of(0, 1, 2))).containsExactly("DE", "FR");
            assertThat(guards.both(0, 1)).isEqualTo("DEFR");
            assertThat(guards.countryAfter(replaced, 1)).isEqualTo("FR");
        }
    }

    @Test
    void pagesOffTheHeap() throws Exception {
        byte[] rendered = {1, 2, 3};
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            assertThat(Rendered.pages(reclaimer, rendered, Channels.newChannel(written))).isEqualTo(rendered);
        }
        assertThat(written.toByteArray()).isEqualTo(rendered);
    }

    @Test
    void messagesOffTheHeap() throws Exception {
        byte[] rendered = {4, 5, 6};
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (Reclaimer reclaimer = Reclaimer.create()) {
            Rendered.messages(reclaimer, rendered, Channels.newChannel(written));
        }
        assertThat(written.toByteArray()).isEqualTo(rendered);
    }

    @Test
    void aTableThatIsReloaded() throws Exception {
        List<String> answers = new ArrayList<>();
        Reloading.serve(file("DE"), 0, answers::add);
        assertThat(answers).containsExactly("DE");

        VersionLoader<Table> loader = VersionLoader.inMemory(Table::new).validatedBy(Table::verify);
        try (Reclaimer reclaimer = Reclaimer.create();
                Reloadable<Table> table = Reloadable.load(reclaimer, file("FR"), loader)) {
            Reloading.export(table, exported -> answers.add(exported.country(0)));
            Path broken = Files.writeString(directory.resolve("broken.data"), "FRD");
            assertThatThrownBy(() -> table.switchTo(broken)).isInstanceOf(ReloadException.class)
                    .hasStackTraceContaining("the last row is not whole");
            assertThat(ScopedQsbr.read(() -> table.get().country(0))).isEqualTo("FR");
        }
        assertThat(answers).containsExactly("DE", "FR");
        Path empty = Files.createFile(directory.resolve("empty.data"));
        try (Reclaimer reclaimer = Reclaimer.create()) {
            assertThatThrownBy(() -> Reloadable.load(reclaimer, empty, loader).close())
                    .hasStackTraceContaining("there are no rows");
        }
    }

    @Test
    void aPoolThatLends() {
        try (LeasePool<ByteBuffer> buffers = Adapting.buffers()) {
            assertThat(Adapting.encode(buffers, "four")).isEqualTo(8);
            assertThat(buffers.idle()).isEqualTo(1);
        }
    }

    @Test
    void memoryThatTheCollectorMayFree() {
        Garbage.Halves halves = Garbage.halves();
        Garbage.Version version = new Garbage.Version(halves.allocator().allocate(64));
        List<String> told = new ArrayList<>();
        try (Reclaimer reclaimer = halves.reclaimer()) {
            assertThat(version.demote()).isNotNull();
            reclaimer.retire(version);
        }
        Garbage.tell(told::add);
        assertThat(told).anyMatch(line -> line.contains("malloc"));
    }
}
