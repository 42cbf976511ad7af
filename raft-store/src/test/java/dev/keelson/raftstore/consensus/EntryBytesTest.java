package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

final class EntryBytesTest {
  @Test
  void wrapsAndUnwrapsTheSameArray() {
    byte[] bytes = {1, 2, 3};
    assertThat(EntryBytes.unwrap(EntryBytes.wrap(bytes))).isSameAs(bytes);
  }

  @Test
  void copiesAPartOfAnArrayAndARope() {
    ByteString part = EntryBytes.wrap(new byte[] {1, 2, 3}).substring(1);
    assertThat(EntryBytes.unwrap(part)).containsExactly(2, 3);
    ByteString rope = EntryBytes.wrap(new byte[200]).concat(EntryBytes.wrap(new byte[300]));
    assertThat(EntryBytes.unwrap(rope)).hasSize(500);
    assertThat(EntryBytes.unwrap(ByteString.EMPTY)).isEmpty();
  }

  @Test
  void doesNotCopyWhatCameOffTheWire() throws Exception {
    byte[] wire =
        StateMachineLogEntryProto.newBuilder()
            .setLogData(EntryBytes.wrap(new byte[] {7, 8}))
            .build()
            .toByteArray();
    ByteString parsed = StateMachineLogEntryProto.parseFrom(wire).getLogData();
    assertThat(EntryBytes.unwrap(parsed)).isSameAs(EntryBytes.unwrap(parsed)).containsExactly(7, 8);
  }
}
