package dev.keelson.mvcc.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.KeyRange;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Mailbox mailbox = new Mailbox(() -> {});

  private static final class Quiet implements Watcher {
    @Override
    public Delivery poll() {
      return Delivery.Nothing.NOTHING;
    }

    @Override
    public boolean isSyncedTo(long revision) {
      return true;
    }

    @Override
    public WatchSpec spec() {
      return WatchSpec.of(KeyRange.ALL);
    }

    @Override
    public void close() {}
  }

  @Test
  void watchersComeInTheOrderTheyWereRaisedEachOnce() {
    Watcher one = new Quiet();
    Watcher two = new Quiet();
    Mailbox.Slot first = mailbox.slot(one);
    Mailbox.Slot second = mailbox.slot(two);
    assertThat(first.raise()).as("the first to come asks for a wake-up").isTrue();
    assertThat(second.raise()).isFalse();
    assertThat(first.raise()).isFalse();
    assertThat(mailbox.take()).containsSame(one);
    assertThat(mailbox.take()).containsSame(two);
    assertThat(mailbox.take()).isEmpty();
  }

  @Test
  void aWatcherRaisedAgainWhileOthersAreStillToBeTakenComesAfterThem() {
    Watcher one = new Quiet();
    Watcher two = new Quiet();
    Mailbox.Slot first = mailbox.slot(one);
    Mailbox.Slot second = mailbox.slot(two);
    first.raise();
    second.raise();
    assertThat(mailbox.take()).containsSame(one);
    assertThat(first.raise()).isTrue();
    assertThat(mailbox.take()).containsSame(two);
    assertThat(mailbox.take()).containsSame(one);
    assertThat(mailbox.take()).isEmpty();
  }
}
