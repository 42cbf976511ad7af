package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.TxnRules.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Puts and deletions: rules 19 to 21, and the alarms of rules 57 and 58. */
class PutDeleteRulesTest {
  private final StoreFixture s = new StoreFixture();

  @AfterEach
  void storeIsSound() {
    assertThat(s.faults()).isEmpty();
    s.close();
  }

  private static Command.Put put(
      String key, String value, long lease, boolean ignoreValue, boolean ignoreLease) {
    return new Command.Put(Bytes.of(key), Bytes.of(value), lease, true, ignoreValue, ignoreLease);
  }

  @Test
  void rule19_whatCanBeSeenInThePutAloneIsRefusedBeforeItIsProposed() {
    assertThat(TxnRules.check(put("", "v", 0, false, false))).contains(Violation.EMPTY_KEY);
    assertThat(TxnRules.check(put("a", "v", 0, true, false))).contains(Violation.VALUE_PROVIDED);
    assertThat(TxnRules.check(put("a", "", 7, false, true))).contains(Violation.LEASE_PROVIDED);
    assertThat(TxnRules.check(put("a", "", 0, true, true))).isEmpty();
    assertThat(TxnRules.check(new KeyRange(Bytes.EMPTY, Bytes.ZERO))).contains(Violation.EMPTY_KEY);
  }

  @Test
  void rule20_theLeaseMustExist() {
    assertThat(s.refusal(put("a", "1", 7, false, false))).isEqualTo(Refusal.Plain.LEASE_NOT_FOUND);
    assertThat(s.store.revision()).isEqualTo(1);
  }

  @Test
  void rule20_ignoreFlagsNeedTheKey() {
    assertThat(s.refusal(put("a", "", 0, true, false))).isEqualTo(Refusal.Plain.KEY_NOT_FOUND);
    assertThat(s.refusal(put("a", "v", 0, false, true))).isEqualTo(Refusal.Plain.KEY_NOT_FOUND);
  }

  @Test
  void rule20_ignoreLeaseKeepsTheLeaseAndIgnoreValueKeepsTheValue() {
    s.run(new Command.LeaseGrant(7, 10));
    s.put("a", "1", 7);
    s.run(put("a", "2", 0, false, true));
    assertThat(s.get("a")).isEqualTo(KeyValue.of(Bytes.of("a"), 2, 3, 2, Bytes.of("2"), 7));
    s.run(put("a", "", 0, true, false));
    assertThat(s.get("a")).isEqualTo(KeyValue.of(Bytes.of("a"), 2, 4, 3, Bytes.of("2"), 0));
    assertThat(s.store.leaseKeys(7)).isEmpty();
  }

  @Test
  void rule20_thePairBeforeIsToldWhereThereIsOne() {
    assertThat(s.run(put("a", "1", 0, false, false)).previous()).isEmpty();
    KeyValue first = s.get("a");
    assertThat(s.run(put("a", "2", 0, false, false)).previous()).contains(first);
    assertThat(s.run(Command.Put.of("a", "3")).previous()).as("only if asked for").isEmpty();
  }

  @Test
  void rule20_deletionsTellHowManyAndWhich() {
    s.put("a", "1");
    s.put("b", "2");
    s.put("c", "3");
    OpResult.DeleteResult result =
        s.run(new Command.DeleteRange(StoreFixture.range("a", "c"), true));
    assertThat(result.deleted()).isEqualTo(2);
    assertThat(result.previous()).extracting(kv -> kv.key().utf8()).containsExactly("a", "b");
    assertThat(result.revision()).isEqualTo(5);
    assertThat(s.run(new Command.DeleteRange(KeyRange.one(Bytes.of("a")), true)))
        .as("nothing to delete, no new revision")
        .isEqualTo(new OpResult.DeleteResult(5, 0, List.of()));
  }

  @Test
  void rule21_anEmptyValueIsAValueAndALargeOneIsKeptWhole() {
    s.put("empty", "");
    assertThat(s.get("empty").value()).isEqualTo(Bytes.EMPTY);
    Bytes large = Bytes.wrap(new byte[1 << 20]);
    s.run(Command.Put.of(Bytes.of("large"), large));
    assertThat(s.get("large").value()).isEqualTo(large);
  }

  @Test
  void rule57_withoutSpacePutsGrantsAndTxnsWithPutsAreRefusedAndTheRestIsNot() {
    s.put("a", "1");
    s.run(new Command.LeaseGrant(1, 10));
    Alarm alarm = new Alarm(9, Alarm.Kind.NOSPACE);
    assertThat(s.run(new Command.SetAlarm(true, alarm))).containsExactly(alarm);
    assertThat(s.run(new Command.SetAlarm(true, alarm))).as("raised already").isEmpty();
    assertThat(s.refusal(Command.Put.of("a", "2"))).isEqualTo(Refusal.Plain.NO_SPACE);
    assertThat(s.refusal(new Command.LeaseGrant(2, 10))).isEqualTo(Refusal.Plain.NO_SPACE);
    assertThat(s.refusal(new Command.Txn(List.of(), List.of(), List.of(Command.Put.of("a", "2")))))
        .as("a put in either branch")
        .isEqualTo(Refusal.Plain.NO_SPACE);
    s.run(
        new Command.Txn(
            List.of(),
            List.of(new Command.DeleteRange(KeyRange.one(Bytes.of("x")), false)),
            List.of()));
    s.delete("a");
    s.run(new Command.LeaseRevoke(1));
    s.compact(2);
    assertThat(s.store.alarms()).containsExactly(alarm);
    assertThat(s.run(new Command.SetAlarm(false, alarm))).containsExactly(alarm);
    assertThat(s.run(new Command.SetAlarm(false, alarm))).isEmpty();
    assertThat(s.store.isRaised(Alarm.Kind.NOSPACE)).isFalse();
    s.put("a", "2");
  }

  @Test
  void rule58_corruptionRefusesEveryChangeOfDataAndAnswersReads() {
    s.put("a", "1");
    s.run(new Command.LeaseGrant(1, 10));
    s.run(new Command.SetAlarm(true, new Alarm(9, Alarm.Kind.NOSPACE)));
    s.run(new Command.SetAlarm(true, new Alarm(9, Alarm.Kind.CORRUPT)));
    for (Command<?> command :
        List.of(
            Command.Put.of("a", "2"),
            new Command.DeleteRange(KeyRange.ALL, false),
            new Command.Txn(List.of(), List.of(), List.of()),
            new Command.Compact(2),
            new Command.LeaseGrant(2, 10),
            new Command.LeaseRevoke(1))) {
      assertThat(s.refusal(command)).as("%s", command).isEqualTo(Refusal.Plain.CORRUPT);
    }
    assertThat(s.get("a").value()).isEqualTo(Bytes.of("1"));
    s.run(new Command.PutFact(Bytes.of("member"), Optional.of(Bytes.of("gone"))));
  }
}
