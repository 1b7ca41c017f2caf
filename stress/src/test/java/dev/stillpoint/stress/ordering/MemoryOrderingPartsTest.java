// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stillpoint.stress.ordering.OrderedCode.Access;
import dev.stillpoint.stress.ordering.OrderedCode.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link MemoryOrderingPageTest} is made of finds in small examples what is missing, stale or uncommented. */
class MemoryOrderingPartsTest {

    private static final String IMPORTS = """
            import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
            import static java.lang.invoke.MethodHandles.arrayElementVarHandle;
            import static java.lang.invoke.MethodHandles.lookup;
            import java.lang.invoke.VarHandle;
            """;

    private static final String SAMPLE = IMPORTS + """
            class Sample {
                static final VarHandle STATE =
                        fieldVarHandle(lookup(), "state", VarHandle.class, Sample.class, int.class);
                static final VarHandle ITEM = arrayElementVarHandle(long[].class);
                static final VarHandle FOREIGN = arrayElementVarHandle(Object[].class);
                final long[] items = new long[8];
                final java.util.concurrent.atomic.AtomicLong count = new java.util.concurrent.atomic.AtomicLong();
                volatile boolean stopped;
                int state;
                int plain;

                static class Part {
                    volatile Part next;
                }

                void plainly() {
                    STATE.set(this, 1 + (int) STATE.get(this));
                }

                void publish() {
                    STATE.setRelease(this, 1);
                    VarHandle.fullFence();
                }

                Runnable later() {
                    return () -> ITEM.setOpaque(items, 0, 1L);
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void sharedFieldsAreFound() throws IOException {
        assertThat(compiled(SAMPLE).shared()).map(Member::toString).containsExactlyInAnyOrder("Sample.stopped",
                "Sample.state", "Sample.items", "Sample.FOREIGN", "Sample.count", "Sample.Part.next");
    }

    @Test
    void whatIsNotPlainIsFoundWithItsMethodAndLine() throws IOException {
        List<Access> accesses = compiled(SAMPLE).accesses();
        List<String> lines = SAMPLE.lines().toList();

        assertThat(accesses).map(access -> access.method() + " " + access.operation()).containsExactlyInAnyOrder(
                "Sample.publish setRelease", "Sample.publish fullFence", "Sample.later setOpaque");
        assertThat(accesses).allSatisfy(access -> {
            assertThat(lines.get(access.line() - 1)).contains(access.operation());
            assertThat(access.source()).isEqualTo("Sample.java");
        });
        assertThat(accesses).filteredOn(Access::isFence).hasSize(1);
    }

    @Test
    void aHandleOfUnknownOriginIsRefused() {
        String source = IMPORTS + """
                class Sample {
                    static final VarHandle STATE = made();

                    static VarHandle made() {
                        return arrayElementVarHandle(long[].class);
                    }
                }
                """;

        assertThatIllegalStateException().isThrownBy(() -> compiled(source)).withMessageContaining("STATE");
    }

    @Test
    void fieldsThatThePageLeavesOutAreFound() throws IOException {
        OrderingPage page = page("""
                | field | writer, mode | partner |
                |---|---|---|
                | `Sample.st*`, `items[]` | any thread, `Sample.count` | – |
                | `Part.next` to null | any thread | – |

                | fence in | partner |
                |---|---|
                | `Sample.FOREIGN` | – |
                """);

        assertThat(OrderingPage.unnamed(compiled(SAMPLE).shared(), page.fields())).map(Member::toString)
                .containsExactlyInAnyOrder("Sample.FOREIGN", "Sample.count");
    }

    @Test
    void rowsThatNameNothingAreFound() throws IOException {
        OrderingPage page = page("""
                | field | writer, mode | partner |
                |---|---|---|
                | `Sample.state`, `sate` | any thread | `Sample.publish()`, `Sample.publsh`, its `lock` |
                | `Other.state` | any thread | – |
                | `Sample` | any thread | – |
                | its state | any thread | `Sample.Part.next` |
                """);
        OrderedCode code = compiled(SAMPLE);

        assertThat(OrderingPage.stale(page.fields(), code.members())).map(OrderingPage.Name::toString)
                .containsExactly("Sample.sate", "Other.state", "Sample of no class", "its state of no class");
        assertThat(OrderingPage.stale(page.mentioned(), code.members())).map(OrderingPage.Name::toString)
                .containsExactly("Sample.publsh", "Other.state");
    }

    @Test
    void anAccessWithoutACommentIsFound() {
        assertThat(missing("""
                void publish() {
                    state = 1;
                    VarHandle.fullFence();
                }
                """)).containsExactly(
                "Sample.java:3: fullFence in Sample.publish has no comment \"Pairs with …\" or \"Needs no pair: …\"");
    }

    @Test
    void aCommentCountsWhereItStandsBesideTheAccess() {
        assertThat(missing("""
                void sameLine() {
                    VarHandle.fullFence(); // Needs no pair: a test.
                }

                // Needs no pair: a test.
                void aboveTheMethod() {
                    VarHandle.fullFence();
                }

                void aboveTheStatement() {
                    state = 1;
                    // Needs no pair: a test
                    // of two lines.
                    if (state == 1
                            && VarHandle.fullFence()) {
                        // Needs no pair: a test.
                        VarHandle.fullFence();
                        VarHandle.fullFence();
                    }
                }
                """)).isEmpty();
    }

    @Test
    void aCommentElsewhereDoesNotCount() {
        assertThat(missing("""
                // Needs no pair: a test.
                int state;

                void otherStatement() {
                    // Needs no pair: a test.
                    state = 1;
                    VarHandle.fullFence();
                }

                void below() {
                    VarHandle.fullFence();
                    // Needs no pair: a test.
                }
                """)).hasSize(2);
    }

    @Test
    void aPairThatThereIsNotIsFound() {
        String source = """
                // Pairs with Sample.read and Part.next.
                VarHandle.fullFence();
                // Pairs with the JDK's VirtualThread.state, see
                // there.
                VarHandle.fullFence(); // Pairs with Sample.Part.next.
                // Pairs with Sample.read and
                // Part.prev.
                stopped = true;
                // Pairs with the reader.
                VarHandle.fullFence();
                """;

        assertThat(new PairComments("Sample.java", source.lines().toList()).stale(List.of(
                new Member(List.of("Sample"), "read"), new Member(List.of("Sample", "Part"), "next"))))
                .containsExactly("Sample.java:6: it pairs with Part.prev, which there is not",
                        "Sample.java:9: it pairs with what is not named as Class.member");
    }

    private OrderedCode compiled(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("Sample.java"), source);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(),
                file.toString());
        assertThat(status).isZero();
        return OrderedCode.read(List.of(folder));
    }

    private static OrderingPage page(String text) {
        return OrderingPage.parse(text.lines().toList());
    }

    /** Of a source file in which every line with a fence counts as an access. */
    private static List<String> missing(String source) {
        List<String> lines = source.lines().toList();
        Member method = new Member(List.of("Sample"), "publish");
        List<Access> accesses = IntStream.rangeClosed(1, lines.size())
                .filter(line -> lines.get(line - 1).contains("fullFence"))
                .mapToObj(line -> new Access("Sample.java", line, method, "fullFence")).toList();
        return new PairComments("Sample.java", lines).missing(accesses);
    }
}
