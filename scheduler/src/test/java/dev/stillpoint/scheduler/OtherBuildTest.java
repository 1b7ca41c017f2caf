// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.SchedulerJar;
import java.io.File;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a build of JDK 25 where an internal is not where it was there is no scheduler, and readers go on. */
class OtherBuildTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"CurrentCarrierThread, currentCarrierThread", "Internals, implAddExports", "Jdk25Access, afterYield",
            "DefaultScheduler, defaultScheduler"})
    void aMissingInternalIsASentenceAndReadersGoOn(String looking, String internal) throws Exception {
        Path jar = SchedulerJar.in(directory, (name, content) -> name.endsWith("jdk/" + looking + ".class")
                ? withoutIt(internal, content)
                : content);

        ChildJvm jvm = ChildJvm.java(ChildJvm.OPENS, "-cp", jar + File.pathSeparator + tests(),
                MissingFlags.class.getName());

        assertThat(jvm.output().lines()).hasSize(7).satisfiesExactly(
                line -> assertThat(line).isEqualTo("platform thread on null"),
                line -> assertThat(line).isEqualTo("virtual thread on null"),
                line -> assertThat(line).isEqualTo("supported: false"),
                line -> assertThat(line).startsWith("create: JDK 25").contains(" has other internals ")
                        .endsWith("or go on without the scheduler, with every reader of ScopedQsbr a visitor."),
                line -> assertThat(line).startsWith("create again: JDK 25"),
                line -> assertThat(line).startsWith("replay: JDK 25"),
                line -> assertThat(line).isEqualTo("still on null"));
        assertThat(jvm.status()).isZero();
    }

    /** The class looks for another name, which the JDK does not have. */
    private static byte[] withoutIt(String internal, byte[] content) {
        ClassFile file = ClassFile.of();
        return file.transformClass(file.parse(content), ClassTransform.transformingMethodBodies((code, element) -> {
            if (element instanceof ConstantInstruction constant && internal.equals(constant.constantValue())) {
                code.loadConstant("gone");
            } else {
                code.with(element);
            }
        }));
    }

    private static Path tests() throws Exception {
        return Path.of(OtherBuildTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
