using Bunit;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Layout;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>A screen sounds when it was told to, for what is new, and goes on only for a Critical that nobody has.</summary>
public sealed class SoundTests
{
    private static readonly DateTimeOffset At = Cards.Morning;

    [Fact]
    public void What_was_there_is_no_news_and_what_comes_or_gets_worse_has_the_tone_of_its_severity()
    {
        var heard = Hear(new Chimes(), At, Cards.Of("ATT-04", "p1"));
        var same = Hear(heard, At.AddSeconds(1), Cards.Of("ATT-04", "p1"));
        var more = Hear(same, At.AddSeconds(2), Cards.Of("ATT-04", "p1"), Cards.Of("ATT-08", "p2", "low"), Cards.Of("SG-02", "p3", "high"));
        var worse = Hear(more, At.AddSeconds(3), Cards.Of("ATT-04", "p1", "high"), Cards.Of("ATT-08", "p2", "low"), Cards.Of("SG-02", "p3", "high"));
        var less = Hear(worse, At.AddSeconds(4), Cards.Of("SG-02", "p3", "high"));

        Assert.Equal([null, null, "high", "high", null], new[] { heard, same, more, worse, less }.Select(chimes => chimes.Tone));
    }

    [Fact]
    public void An_unacknowledged_Critical_sounds_every_minute_and_nothing_else_repeats()
    {
        var chimes = Hear(new Chimes(), At);
        chimes = Hear(chimes, At.AddSeconds(1), Cards.Of("SG-01", "p1", "critical"), Cards.Of("SG-02", "p2", "high"));
        List<string?> tones = [chimes.Tone];
        for (var second = 2; second <= 122; second++)
        {
            chimes = Hear(chimes, At.AddSeconds(second), Cards.Of("SG-01", "p1", "critical"), Cards.Of("SG-02", "p2", "high"));
            tones.Add(chimes.Tone);
        }

        var taken = Hear(chimes, At.AddSeconds(200), Cards.Of("SG-01", "p1", "critical", AlertStates.Acknowledged), Cards.Of("SG-02", "p2", "high"));

        Assert.Equal(["critical", "critical", "critical"], tones.OfType<string>());
        Assert.Equal([0, 60, 120], tones.Index().Where(tone => tone.Item is not null).Select(tone => tone.Index));
        Assert.Null(taken.Tone);
    }

    [Fact]
    public void What_was_already_so_and_what_is_set_aside_sounds_for_nobody()
    {
        var chimes = Hear(new Chimes(), At);

        var heard = Hear(chimes, At.AddSeconds(1), Cards.Of("SG-01", "p1", "critical") with { PreExisting = true }, Cards.Of("SG-02", "p2", "high") with { SnoozedUntil = new DateOnly(2026, 11, 26) });

        Assert.Null(heard.Tone);
    }

    [Fact]
    public async Task A_screen_is_silent_until_it_is_switched_on_and_while_it_is_muted()
    {
        await using var desk = new Desk();
        var module = desk.JSInterop.SetupModule("./js/device.js");
        module.Mode = JSRuntimeMode.Loose;
        await desk.Services.GetRequiredService<Device>().Listen();
        desk.Shows();
        var bar = desk.Render<SoundBar>();
        int Played() => module.Invocations["play"].Count;

        desk.Tells(Cards.Of("ATT-04", "p1", "high"), 11);
        desk.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(bar.Markup.Trim());
        var silent = Played();
        desk.Sound.Switch(true);
        bar.WaitForAssertion(() => Assert.Contains("Sound on", bar.Markup, StringComparison.Ordinal));
        desk.Tells(Cards.Of("SG-01", "p2", "critical"), 12);
        bar.WaitForAssertion(() => Assert.Equal(1, Played()));
        bar.Find("button").Click();
        bar.WaitForAssertion(() => Assert.Contains("Sound muted, 15:00 left", bar.Markup, StringComparison.Ordinal));
        desk.Clock.Advance(TimeSpan.FromSeconds(70));
        bar.WaitForAssertion(() => Assert.Contains("Sound muted, 13:50 left", bar.Markup, StringComparison.Ordinal));
        var muted = Played();
        bar.Find("button").Click();
        bar.WaitForAssertion(() => Assert.Contains("Sound on", bar.Markup, StringComparison.Ordinal));
        desk.Clock.Advance(TimeSpan.FromSeconds(60));

        bar.WaitForAssertion(() => Assert.Equal(2, Played()));
        Assert.Equal((0, 1), (silent, muted));
        Assert.All(module.Invocations["play"], call => Assert.Equal("critical", call.Arguments[0]));
    }

    [Fact]
    public async Task Each_tone_can_be_tried_before_it_is_needed()
    {
        await using var desk = new Desk();
        var module = desk.JSInterop.SetupModule("./js/device.js");
        module.Mode = JSRuntimeMode.Loose;
        await desk.Services.GetRequiredService<Device>().Listen();
        var menu = desk.Render<ScreenMenu>();

        foreach (var severity in new[] { "Critical", "High", "Medium", "Low" })
        {
            menu.Find($"button[aria-label='Test the tone of {severity}']").Click();
        }

        Assert.Equal(["critical", "high", "medium", "low"], module.Invocations["play"].Select(call => (string)call.Arguments[0]!));
        Assert.False(desk.Sound.IsOn);
    }

    private static Chimes Hear(Chimes before, DateTimeOffset at, params AlertCard[] cards) => before.Hear([Lane.From(Cards.Live(10, cards), BoardFilter.None)], at);
}
