package dev.keelson.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  private static String next(String schedule, String from) throws BadSchedule {
    return CronParser.parse(schedule, UTC)
        .next(OffsetDateTime.parse(from).toInstant())
        .map(Instant::toString)
        .orElse("never");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0/15 * * * *|2012-07-09T14:45:00Z|2012-07-09T15:00:00Z",
        "0/15 * * * *|2012-07-09T14:59:59Z|2012-07-09T15:00:00Z",
        "20-35/15 * * * *|2012-07-09T14:45:00Z|2012-07-09T15:20:00Z",
        "*/35 * * * *|2012-07-09T14:36:00Z|2012-07-09T15:00:00Z",
        "0 0 * feb mon|2012-07-09T23:35:00Z|2013-02-04T00:00:00Z",
        "0 0 9 apr-oct ?|2012-07-09T23:35:00Z|2012-08-09T00:00:00Z",
        "0 0 */5 apr,aug,oct mon|2012-07-09T23:35:00Z|2012-08-01T00:00:00Z",
        "0 0 29 2 *|2012-07-09T23:35:00Z|2016-02-29T00:00:00Z",
        "0 0 1 1 *|2012-12-31T23:59:45Z|2013-01-01T00:00:00Z",
        "30 6-16/4 * * 1-5|2024-05-10T18:00:00Z|2024-05-13T06:30:00Z",
        "0 0 1,15 * 1|2024-05-02T00:00:00Z|2024-05-06T00:00:00Z",
        "@hourly|2024-05-02T00:30:00Z|2024-05-02T01:00:00Z",
        "@weekly|2024-05-02T00:30:00Z|2024-05-05T00:00:00Z",
        "@every 1h30m|2024-05-02T00:30:00.5Z|2024-05-02T02:00:00Z",
        "59 23 31 2 *|2024-05-02T00:30:00Z|never",
      })
  void comesNext(String schedule, String from, String expected) throws BadSchedule {
    assertThat(next(schedule, from)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Clocks go forward at two: what was due in the hour that is not there comes a day later.
        "TZ=America/New_York 30 2 11 mar ?|2012-03-11T00:00:00-05:00|2013-03-11T06:30:00Z",
        "TZ=America/New_York 0 * * * ?|2012-03-11T01:00:00-05:00|2012-03-11T07:00:00Z",
        "TZ=America/New_York 0 1 * * ?|2012-03-11T00:00:00-05:00|2012-03-11T06:00:00Z",
        // Back at two: what is due at one is due twice, what is due at two once.
        "TZ=America/New_York 0 1 * * ?|2012-11-04T01:00:00-04:00|2012-11-04T06:00:00Z",
        "TZ=America/New_York 0 2 * * ?|2012-11-04T00:00:00-04:00|2012-11-04T07:00:00Z",
        // There is no midnight on that day.
        "TZ=America/Sao_Paulo 0 9 10 * ?|2018-10-17T05:00:00-04:00|2018-11-10T11:00:00Z",
        "TZ=America/Sao_Paulo 0 0 4 11 ?|2018-11-03T12:00:00Z|2019-11-04T03:00:00Z",
        "TZ=America/Sao_Paulo 0 9 22 * ?|2018-02-14T05:00:00-05:00|2018-02-22T12:00:00Z",
        "CRON_TZ=Asia/Tokyo 0 0 * * *|2024-05-02T12:00:00Z|2024-05-02T15:00:00Z",
      })
  void knowsZones(String schedule, String from, String expected) throws BadSchedule {
    assertThat(next(schedule, from)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "5-1 * * * *",
        "*/0 * * * *",
        "1-2-3 * * * *",
        "1/2/3 * * * *",
        "x * * * *",
        "-1 * * * *",
        "@never",
        "@every x",
        "TZ=Nowhere/Here * * * * *",
        "TZ=UTC"
      })
  void refuses(String schedule) {
    assertThatThrownBy(() -> CronParser.parse(schedule, UTC)).isInstanceOf(BadSchedule.class);
  }

  @Test
  void anImpossibleDateIsToldOf() throws BadSchedule {
    CronSchedule schedule = CronParser.parse("59 23 31 2 *", UTC);
    Instant now = Instant.parse("2024-05-02T00:00:00Z");
    assertThat(schedule.next(now)).isEqualTo(Optional.empty());
    assertThatThrownBy(
            () -> MissedSchedules.of(schedule, now.minusSeconds(60), OptionalLong.empty(), now))
        .hasMessage("time difference between two schedules is less than 1 second");
  }

  @ParameterizedTest
  @CsvSource({
    // created, now, latest, count
    "0 * * * *,2016-05-19T10:00:00Z,2016-05-19T10:50:00Z,,NONE",
    "0 * * * *,2016-05-19T10:00:00Z,2016-05-19T11:30:00Z,2016-05-19T11:00:00Z,NONE",
    "0 * * * *,2016-05-19T10:00:00Z,2016-05-19T13:30:00Z,2016-05-19T13:00:00Z,FEW",
    "0 * * * *,2016-05-09T10:00:00Z,2016-05-19T13:30:00Z,2016-05-19T13:00:00Z,MANY",
    "30 6-16/4 * * 1-5,2022-12-01T01:00:00Z,2022-12-04T10:30:00Z,,FEW",
  })
  void countsWhatWasMissed(String schedule, String since, String now, String latest, String count)
      throws BadSchedule {
    MissedSchedules missed =
        MissedSchedules.of(
            CronParser.parse(schedule, UTC),
            Instant.parse(since),
            OptionalLong.empty(),
            Instant.parse(now));
    assertThat(missed.latest().map(Instant::toString).orElse(null)).isEqualTo(latest);
    assertThat(missed.count()).hasToString(count);
  }
}
