using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Settings;

/// <summary>What a person chose for themselves: only they read and change it.</summary>
internal static class SettingsApi
{
    private const string TimeForm = "HH:mm";
    private static readonly string[] Themes = ["device", "light", "dark"];

    public static RouteGroupBuilder MapSettings(this RouteGroupBuilder api)
    {
        api.MapGet("/settings", Read).WithSummary("One's own settings: digests, quiet hours, shortcuts, theme. The ETag is what a change names.");
        api.MapPut("/settings", Change).WithSummary("Change one's own settings whole. If-Match must name the version that was seen (428 without, 412 when they changed meanwhile); the same again is no change.");
        return api;
    }

    private static async Task<Results<Ok<MySettings>, ProblemHttpResult>> Read(HttpContext http, StaffRegister register, IGrainFactory grains)
    {
        if (await register.Find(http.User) is not { } staff)
            return Problems.SignedOut();
        return Answer(http, await grains.GetGrain<IStaffGrain>(staff.Id).Settings(), staff);
    }

    private static async Task<Results<Ok<MySettings>, ProblemHttpResult>> Change(MySettings settings, HttpContext http, StaffRegister register, IGrainFactory grains)
    {
        if (await register.Find(http.User) is not { } staff)
            return Problems.SignedOut();
        if (Versions.Named(http, out var basedOn) is { } missing)
            return missing;
        if (Fault(settings) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        var kept = await grains.GetGrain<IStaffGrain>(staff.Id).Change(From(settings, staff), basedOn);
        return kept.Overtaken ? Versions.Overtaken() : Answer(http, kept, staff);
    }

    private static Ok<MySettings> Answer(HttpContext http, KeptSettings kept, Staff staff)
    {
        Versions.Tell(http, kept.Version);
        var plan = kept.Settings.Plan ?? DigestPlan.For([.. staff.Grants.Select(grant => grant.Role).Distinct()]);
        return TypedResults.Ok(new MySettings
        {
            Version = kept.Version,
            Address = kept.Settings.Address,
            Daily = plan.IsDaily,
            DailyAt = Text(plan.DailyAt),
            Weekly = plan.IsWeekly,
            WeeklyOn = plan.WeeklyOn.ToString().ToLowerInvariant(),
            WeeklyAt = Text(plan.WeeklyAt),
            Immediate = plan.IsImmediate,
            QuietFrom = Text(plan.QuietFrom),
            QuietTo = Text(plan.QuietTo),
            QuietWeekends = plan.HasQuietWeekends,
            CriticalBreaksQuiet = plan.CriticalBreaksQuiet,
            Shortcuts = kept.Settings.Shortcuts,
            Theme = kept.Settings.Theme,
        });
    }

    private static string? Fault(MySettings settings) =>
        !string.IsNullOrWhiteSpace(settings.Address) && !MailOptions.IsAddress(settings.Address.Trim()) ? "address is not an e-mail address."
        : !IsTime(settings.DailyAt) ? "dailyAt must be a time such as 07:30."
        : !IsTime(settings.WeeklyAt) ? "weeklyAt must be a time such as 08:00."
        : !IsTime(settings.QuietFrom) ? "quietFrom must be a time such as 18:00."
        : !IsTime(settings.QuietTo) ? "quietTo must be a time such as 07:00."
        : !IsDay(settings.WeeklyOn, out _) ? "weeklyOn must be a day: monday to sunday."
        : !Themes.Contains(settings.Theme, StringComparer.Ordinal) ? "theme must be device, light or dark."
        : null;

    private static PersonalSettings From(MySettings settings, Staff staff)
    {
        _ = IsDay(settings.WeeklyOn, out var day);
        return new PersonalSettings
        {
            Address = string.IsNullOrWhiteSpace(settings.Address) ? null : settings.Address.Trim(),
            Plan = new DigestPlan
            {
                IsDaily = settings.Daily,
                DailyAt = Time(settings.DailyAt),
                IsWeekly = settings.Weekly,
                WeeklyOn = day,
                WeeklyAt = Time(settings.WeeklyAt),
                IsImmediate = settings.Immediate,
                QuietFrom = Time(settings.QuietFrom),
                QuietTo = Time(settings.QuietTo),
                HasQuietWeekends = settings.QuietWeekends,
                CriticalBreaksQuiet = settings.CriticalBreaksQuiet,
            },
            Shortcuts = settings.Shortcuts,
            Theme = settings.Theme,
            Name = staff.Name,
        };
    }

    private static bool IsDay(string? text, out DayOfWeek day)
    {
        day = default;
        return text is not null && text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out day);
    }

    private static bool IsTime(string? text) => TimeOnly.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, TimeForm, CultureInfo.InvariantCulture);

    private static string Text(TimeOnly time) => time.ToString(TimeForm, CultureInfo.InvariantCulture);
}
