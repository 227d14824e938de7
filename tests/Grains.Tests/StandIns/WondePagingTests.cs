using System.Globalization;
using System.Text.Json;
using CsCheck;
using RiskMonitor.Domain.Windows;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.StandIns;

public sealed class WondePagingTests
{
    private static readonly SchoolSession _friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Fact]
    public async Task Fifty_rows_without_per_page_have_no_pagination_object_and_fifty_one_have_one()
    {
        await using var trust = await SmallTrust.StartAsync(50);

        var fifty = await SmallTrust.ReadAsync(trust.Mis, "students");
        var asked = await SmallTrust.ReadAsync(trust.Mis, "students?per_page=50");
        trust.Editor.Enrol(SmallTrust.Pupil(51));
        var more = await SmallTrust.ReadAsync(trust.Mis, "students");

        Assert.False(fifty.GetProperty("meta").TryGetProperty("pagination", out _));
        Assert.True(asked.GetProperty("meta").TryGetProperty("pagination", out _));
        Assert.True(more.GetProperty("meta").GetProperty("pagination").GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task Per_page_is_text_and_next_is_an_absolute_address_of_this_server()
    {
        await using var trust = await SmallTrust.StartAsync(5);

        var place = (await SmallTrust.ReadAsync(trust.Mis, "students/?per_page=2&include=year")).GetProperty("meta").GetProperty("pagination");

        Assert.Equal("2", place.GetProperty("per_page").GetString());
        Assert.Equal(1, place.GetProperty("current_page").GetInt32());
        Assert.Equal(JsonValueKind.Null, place.GetProperty("previous").ValueKind);
        Assert.Equal(new Uri(trust.Mis.BaseAddress!, "students/?per_page=2&include=year&page=2").AbsoluteUri, place.GetProperty("next").GetString());
    }

    [Theory]
    [InlineData("students?per_page=7")]
    [InlineData("students?per_page=7&cursor=true")]
    [InlineData("students?per_page=100&cursor=true")]
    public async Task Every_row_comes_once_and_in_no_order(string address)
    {
        await using var trust = await SmallTrust.StartAsync(60);

        var ids = (await trust.SweepAsync(address)).Select(row => row.GetProperty("id").GetString()!).ToList();

        Assert.Equal(60, ids.Distinct().Count());
        Assert.Equal(60, ids.Count);
        Assert.NotEqual(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task With_a_cursor_a_row_changed_during_the_sweep_is_neither_lost_nor_doubled()
    {
        await using var trust = await SmallTrust.StartAsync(30);

        var rows = await trust.SweepAsync("students?per_page=10&cursor=true", _ => Touch(trust, 3));

        Assert.Equal(30, rows.Select(row => row.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(30, rows.Count);
    }

    [Fact]
    public async Task With_page_numbers_a_row_that_moves_to_the_end_pushes_another_out_of_sight()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        trust.Wonde.Faults.Order = RowOrder.ByUpdate;

        var rows = await trust.SweepAsync("students?per_page=10", page => Touch(trust, page));

        Assert.True(rows.Select(row => row.GetProperty("id").GetString()).Distinct().Count() < 30);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Updated_after_lets_its_own_second_in_or_leaves_it_out_as_switched(bool isExclusive, int expected)
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.UpdatedAfterIsExclusive = isExclusive;

        var rows = await trust.SweepAsync("students?updated_after=2026-11-20 09:00:00");

        Assert.Equal(expected, rows.Count);
    }

    [Fact]
    public async Task Updated_before_leaves_its_own_second_out()
    {
        await using var trust = await SmallTrust.StartAsync(1);

        Assert.Empty(await trust.SweepAsync("students?updated_before=2026-11-20T09:00:00Z"));
        Assert.Single(await trust.SweepAsync("students?updated_before=2026-11-20T09:00:01Z"));
    }

    [Fact]
    public async Task Two_marks_of_one_second_can_become_visible_ninety_seconds_apart()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        trust.Editor.Mark("upi00001", _friday, "/");
        trust.Editor.Mark("upi00002", _friday, "N", visibleAfter: TimeSpan.FromSeconds(90));

        Assert.Single(await trust.SweepAsync("attendance/session"));
        trust.Clock.Advance(TimeSpan.FromSeconds(90));
        var rows = await trust.SweepAsync("attendance/session");

        Assert.Equal(2, rows.Count);
        Assert.Single(rows.Select(row => row.GetProperty("updated_at").GetProperty("date").GetString()).Distinct());
    }

    [Fact]
    public async Task A_server_whose_clock_is_ahead_moves_its_stamps_its_Date_header_and_its_bounds_alike()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.ClockSkew = TimeSpan.FromMinutes(3);

        var answer = await SmallTrust.AskAsync(trust.Mis, "students?updated_after=2026-11-20 09:03:00");
        var rows = JsonDocument.Parse(await SmallTrust.BodyAsync(answer)).RootElement.GetProperty("data");

        Assert.Equal(SmallTrust.Morning.AddMinutes(3), answer.Headers.Date);
        Assert.StartsWith("2026-11-20 09:03:00", rows[0].GetProperty("updated_at").GetProperty("date").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sweeps_from_watermark_to_watermark_see_the_last_state_of_every_row_whatever_happens_between()
    {
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4]).Array[0, 25].Sample(changes =>
        {
            var ledger = new Ledger<int, (int Key, int Value)>(row => row.Key, DateTimeOffset.MinValue);
            var (now, watermark) = (SmallTrust.Morning, SmallTrust.Morning);
            var (truth, seen) = (new Dictionary<int, int>(), new Dictionary<int, int>());
            for (var i = 0; i < changes.Length; i++)
            {
                var (key, minutes) = changes[i];
                now = now.AddMinutes(minutes);
                truth[key] = i;
                if (ledger.Find(key) is { } record)
                    ledger.Revise(record, (key, i), now);
                else
                    ledger.Add((key, i), now);
                if (i % 3 == 0)
                    watermark = Sweep(ledger, watermark, now, seen);
            }

            Sweep(ledger, watermark, now, seen);
            Assert.Equal(truth.OrderBy(pair => pair.Key), seen.OrderBy(pair => pair.Key));
        });
    }

    private static DateTimeOffset Sweep(Ledger<int, (int Key, int Value)> ledger, DateTimeOffset watermark, DateTimeOffset now, Dictionary<int, int> seen)
    {
        foreach (var version in ledger.Read(new LedgerQuery(now) { UpdatedAfter = watermark }, 0, int.MaxValue))
            seen[version.Row.Key] = version.Row.Value;
        return now;
    }

    private static void Touch(SmallTrust trust, int pupil)
    {
        trust.Clock.Advance(TimeSpan.FromSeconds(1));
        trust.Editor.Amend(string.Create(CultureInfo.InvariantCulture, $"upi{pupil:00000}"), row => row with { Registration = "10B" });
    }
}
