package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewMemberTest {
  @TempDir Path directory;

  private NewMember member(Path data) {
    return new NewMember(
        "default",
        data,
        List.of(new InitialMember("default", List.of(URI.create("http://localhost:2380")))),
        "token");
  }

  private static void make(NewMember member) throws IOException {
    member.make(member.check(), (_, made) -> Files.writeString(made.store(), "whole"));
  }

  @Test
  void ofTwoThatMakeOneDirectoryAtOnceOneIsRefusedWithAWord() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 300; round++) {
        Path data = directory.resolve("round-" + round);
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Void> one =
            () -> {
              together.await();
              make(member(data));
              return null;
            };
        List<Future<Void>> both = List.of(threads.submit(one), threads.submit(one));
        List<Throwable> refused = new ArrayList<>();
        for (Future<Void> each : both) {
          try {
            each.get();
          } catch (ExecutionException e) {
            refused.add(e.getCause());
          }
        }
        assertThat(refused).as("round " + round).singleElement();
        assertThat(refused.getFirst())
            .isInstanceOf(CannotStart.class)
            .message()
            .containsAnyOf("not empty", "used by another process");
        assertThat(data.resolve("keelson/store")).hasContent("whole");
      }
    }
  }

  @Test
  void whatFailsLeavesNothingAndSaysWhy() throws Exception {
    Path data = directory.resolve("none");
    NewMember member = member(data);
    assertThatThrownBy(
            () ->
                member.make(
                    member.check(),
                    (_, made) -> {
                      Files.writeString(made.store(), "half");
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(data).doesNotExist();
  }

  @Test
  void whatFailsInADirectoryThatWasThereLeavesItEmpty() throws Exception {
    Path data = Files.createDirectory(directory.resolve("there"));
    NewMember member = member(data);
    assertThatThrownBy(
            () ->
                member.make(
                    member.check(),
                    (_, _) -> {
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(data).exists();
    make(member(data));
    assertThat(data.resolve("keelson/store")).hasContent("whole");
  }
}
