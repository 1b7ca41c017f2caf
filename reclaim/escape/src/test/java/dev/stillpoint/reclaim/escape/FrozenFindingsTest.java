// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.freeze.FreezingArchRule;
import com.tngtech.archunit.library.freeze.ViolationStore;
import dev.stillpoint.reclaim.ReadGuard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings that are frozen stay frozen when their lines move. */
class FrozenFindingsTest {

    private static final String SOURCE = """
            package dev.stillpoint.reclaim;

            class Frozen {
                Object kept;
                void read(QsbrReference<Reclaimable> reference) {
                    ScopedQsbr.run(() -> {
                        Reclaimable now = reference.get();
                        kept = now;
                        try { Thread.sleep(1); } catch (InterruptedException e) { kept = null; }
                    });
                    try (ReadGuard guard = ScopedQsbr.open()) {
                        kept = reference.get(guard);
                        waits();
                    }
                }
                void waits() {
                    java.util.concurrent.locks.LockSupport.park();
                }
            }
            """;

    @TempDir
    private static Path directory;

    /** Keeps violations in memory. */
    private static final class Store implements ViolationStore {

        private final Map<String, List<String>> violations = new HashMap<>();

        @Override
        public void initialize(Properties properties) {
            // nothing to read
        }

        @Override
        public boolean contains(ArchRule rule) {
            return violations.containsKey(rule.getDescription());
        }

        @Override
        public void save(ArchRule rule, List<String> found) {
            violations.put(rule.getDescription(), found);
        }

        @Override
        public List<String> getViolations(ArchRule rule) {
            return violations.get(rule.getDescription());
        }
    }

    private static JavaClasses compiled(String name, String source) throws Exception {
        Path folder = Files.createDirectories(directory.resolve(name));
        Path file = Files.writeString(folder.resolve("Frozen.java"), source);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-g", "-nowarn", "-proc:none", "-cp",
                ForkSamples.directoryOf(ReadGuard.class).toString(), "-d", folder.toString(), file.toString());
        assertThat(status).isZero();
        return new ClassFileImporter().importPath(folder);
    }

    @Test
    void anInsertedLineChangesNothing() throws Exception {
        Store store = new Store();
        ArchRule frozen = FreezingArchRule.freeze(GuardEscapeRules.all()).persistIn(store);
        frozen.check(compiled("before", SOURCE));
        assertThat(store.violations.values()).flatMap(each -> each).hasSize(4);

        frozen.check(compiled("after", "// one line more\n\n" + SOURCE.replace("Object kept;", "Object kept;\n\n")));
    }

    @Test
    void aNewFindingIsFound() throws Exception {
        ArchRule frozen = FreezingArchRule.freeze(GuardEscapeRules.all()).persistIn(new Store());
        frozen.check(compiled("first", SOURCE));
        JavaClasses more =
                compiled("more", SOURCE.replace("waits();\n        }", "waits();\n            Thread.onSpinWait();\n"
                        + "            java.util.List.of(guard);\n        }"));

        assertThatThrownBy(() -> frozen.check(more)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("COLLECTION");
    }
}
