using System.Globalization;
using System.Text.Json.Nodes;

namespace RiskMonitor.Grains.Tests.Connectors.Otherwise;

/// <summary>A pupil at the other server.</summary>
internal sealed record OtherPupil(string Upi, string Id, string Upn)
{
    public string Group { get; init; } = "10A";

    public DateOnly? Left { get; init; }

    public bool IsGone { get; init; }

    public (DateOnly From, DateOnly? To)? Plan { get; init; }

    public required DateTimeOffset Updated { get; init; }
}

internal sealed record OtherMark(string Id, string Upi, DateOnly Date, string Session, string Code, DateTimeOffset Updated);

internal sealed record OtherIncident(string Id, string[] Pupils, DateOnly On, DateTimeOffset Updated);

internal sealed record OtherExclusion(string Id, string Upi, int Sessions, DateOnly From, DateOnly? Reinstated, DateTimeOffset Updated);

internal sealed record OtherTombstone(string Id, DateTimeOffset At);

/// <summary>
/// Writes rows as nobody forbids it: every way of writing a date in turn, numbers as text and text as numbers, what is not there as null, as empty text or not
/// at all, an empty list where there is no object, and words that no list of words has.
/// </summary>
internal sealed class OtherRows
{
    private int _turn;

    public JsonObject Pupil(OtherPupil pupil, HashSet<string> includes)
    {
        var row = new JsonObject
        {
            ["id"] = pupil.Id,
            ["upi"] = pupil.Upi,
            ["mis_id"] = 4000 + pupil.Upi[^1],
            ["forename"] = "Ann",
            ["surname"] = "Bee" + pupil.Upi[^1],
            ["gender"] = "PREFERS TO SAY IT IN WORDS",
            ["date_of_birth"] = Day(new DateOnly(2012, 6, 1)),
            ["updated_at"] = Stamp(pupil.Updated),
            ["house"] = new JsonObject { ["data"] = new JsonArray() },
        };
        Put(row, "created_at", null);
        Put(row, "restored_at", null);
        if (includes.Contains("education_details"))
            row["education_details"] = Data(Education(pupil));
        if (includes.Contains("extended_details"))
            row["extended_details"] = Data(new JsonObject { ["sen_status"] = "", ["child_protection_plan"] = pupil.Plan is { } plan && plan.To is null ? "Y" : 0, ["child_in_need"] = "", ["in_lea_care"] = "F" });
        if (includes.Contains("year"))
            row["year"] = Data(new JsonObject { ["id"] = "A1", ["code"] = 10, ["name"] = "Year 10" });
        if (includes.Contains("registration"))
            row["registration"] = Data(new JsonObject { ["name"] = pupil.Group });
        if (includes.Contains("child_protection_plan_date_ranges"))
            row["child_protection_plan_date_ranges"] = Data(Plans(pupil));
        if (includes.Contains("in_care_date_ranges"))
            row["in_care_date_ranges"] = null;
        if (includes.Contains("contacts"))
            row["contacts"] = Data(Contacts(pupil));
        return row;
    }

    public JsonObject Mark(OtherMark mark, string pupilId)
    {
        var row = new JsonObject { ["id"] = mark.Id, ["date"] = Day(mark.Date), ["session"] = Turn(2) == 0 ? mark.Session : mark.Session == "AM" ? "am" : "pm", ["updated_at"] = Stamp(mark.Updated) };
        row[Turn(2) == 0 ? "student" : "student_id"] = pupilId;
        row["attendance_code"] = Turn(2) == 0 ? "C" + mark.Code : Data(new JsonObject { ["id"] = "C" + mark.Code, ["type"] = "WHATEVER" });
        Put(row, "minutes_late", null);
        Put(row, "created_at", null);
        return row;
    }

    public JsonObject Incident(OtherIncident incident, Func<string, string> idOf)
    {
        var involved = incident.Pupils.Select(upi => (JsonNode)new JsonObject { ["id"] = idOf(upi), ["upi"] = upi, ["meta"] = Turn(2) == 0 ? new JsonArray() : new JsonObject { ["role"] = "AG", ["points"] = "2" } });
        var row = new JsonObject { ["id"] = incident.Id, ["points"] = "2.0", ["incident_date"] = Day(incident.On), ["updated_at"] = Stamp(incident.Updated), ["students"] = Data(new JsonArray([.. involved])) };
        Put(row, "type", null);
        Put(row, "recorded_date", null);
        return row;
    }

    public JsonObject Exclusion(OtherExclusion exclusion, string pupilId)
    {
        var row = new JsonObject
        {
            ["id"] = exclusion.Id,
            ["type"] = "Suspension",
            ["sessions"] = exclusion.Sessions.ToString(CultureInfo.InvariantCulture),
            ["start_date"] = Day(exclusion.From),
            ["updated_at"] = Stamp(exclusion.Updated),
            ["student"] = Data(new JsonObject { ["id"] = pupilId }),
        };
        Put(row, "type_code", null);
        Put(row, "days", null);
        Put(row, "end_date", null);
        Put(row, "appeal_reinstatement_date", null);
        Put(row, "discipline_committee_reinstatement_date", exclusion.Reinstated is { } on ? Day(on) : null);
        return row;
    }

    public JsonObject Tombstone(OtherTombstone tombstone)
    {
        var row = new JsonObject { ["type"] = "students", ["id"] = tombstone.Id, ["deleted_at"] = Stamp(tombstone.At) };
        Put(row, "restored_at", null);
        return row;
    }

    private JsonObject Education(OtherPupil pupil)
    {
        var education = new JsonObject { ["upn"] = pupil.Upn, ["current_nc_year"] = 10, ["admission_date"] = Day(new DateOnly(2023, 9, 1)) };
        Put(education, "former_upn", null);
        Put(education, "leaving_date", pupil.Left is { } left ? Day(left) : null);
        return education;
    }

    private JsonArray Plans(OtherPupil pupil)
    {
        if (pupil.Plan is not { } plan)
            return [];
        var range = new JsonObject { ["id"] = 7, ["start_date"] = Day(plan.From) };
        Put(range, "end_date", plan.To is { } to ? Day(to) : null);
        return [range];
    }

    // The first two live with one adult, and the third knows that adult.
    private static JsonArray Contacts(OtherPupil pupil) =>
        [new JsonObject { ["id"] = "K1", ["relationship"] = Data(new JsonObject { ["lives_with_pupil"] = pupil.Upi is "upi0" or "upi1" ? "Yes" : "No" }) }];

    private static JsonObject Data(JsonNode data) => new() { ["data"] = data };

    private int Turn(int among) => _turn++ % among;

    private void Put(JsonObject row, string field, JsonNode? value)
    {
        if (value is not null)
            row[field] = value;
        else if (Turn(3) is var absent && absent < 2)
            row[field] = absent == 0 ? null : "";
    }

    private JsonNode Day(DateOnly day)
    {
        var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Turn(4) switch
        {
            0 => Php(text + " 00:00:00.000000", 3, "Europe/London"),
            1 => text,
            2 => Php(text + " 00:00:00", 1, "+00:00"),
            _ => Php(text, 2, "GMT"),
        };
    }

    private JsonNode Stamp(DateTimeOffset at)
    {
        var text = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return Turn(4) switch
        {
            0 => Php(text, 3, "UTC"),
            1 => text.Replace(' ', 'T') + ".000000000Z",
            2 => Php(at.UtcDateTime.AddHours(2).ToString("yyyy-MM-dd HH:mm:ss.000000", CultureInfo.InvariantCulture), 1, "+02:00"),
            _ => text,
        };
    }

    private static JsonObject Php(string date, int type, string zone) => new() { ["date"] = date, ["timezone_type"] = type, ["timezone"] = zone };
}
