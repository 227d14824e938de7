using System.Collections.Immutable;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>A pupil as Wonde sends one: the base fields, then a block for each include that was asked for.</summary>
internal static class StudentPayload
{
    public static ImmutableArray<string> Includes { get; } =
    [
        "education_details", "extended_details", "year", "registration", "siblings", "contacts", "sen_needs",
        "child_protection_plan_date_ranges", "in_care_date_ranges", "sen_date_ranges", "fsm_date_ranges",
    ];

    public static void Write(WondeWriter writer, UpstreamSchool school, RowVersion<StudentRow> version, DateTimeOffset asOf, IReadOnlySet<string> includes)
    {
        var row = version.Row;
        writer.Json.WriteStartObject();
        WriteBase(writer, school, version, asOf);
        if (includes.Contains("education_details"))
            WriteEducation(writer, row);
        if (includes.Contains("extended_details"))
            WriteExtended(writer, row, London.DateOf(asOf));
        if (includes.Contains("year"))
            WriteGroup(writer, "year", "YEAR", row.Year, YearName(row.Year));
        if (includes.Contains("registration"))
            WriteGroup(writer, "registration", "REGISTRATION", row.Registration, row.Registration);
        if (includes.Contains("siblings"))
            WriteSiblings(writer, school, row, asOf);
        if (includes.Contains("contacts"))
            WriteContacts(writer, row);
        if (includes.Contains("sen_needs"))
            WriteNeeds(writer, row);
        WriteRanges(writer, "child_protection_plan_date_ranges", row, row.ChildProtectionPlans, includes);
        WriteRanges(writer, "in_care_date_ranges", row, row.InCare, includes);
        WriteRanges(writer, "sen_date_ranges", row, [], includes);
        WriteRanges(writer, "fsm_date_ranges", row, [], includes);
        writer.Json.WriteEndObject();
    }

    /// <summary>The fields of the pupil itself, without the braces.</summary>
    public static void WriteBase(WondeWriter writer, UpstreamSchool school, RowVersion<StudentRow> version, DateTimeOffset asOf)
    {
        var row = version.Row;
        writer.Text("id", row.WondeId);
        writer.Text("upi", row.Upi);
        writer.Text("mis_id", row.MisId);
        writer.Text("initials", row.Initials);
        writer.Null("title");
        writer.Text("surname", row.Surname);
        writer.Text("forename", row.Forename);
        writer.Text("middle_names", row.MiddleNames);
        writer.Text("legal_surname", row.Surname);
        writer.Text("legal_forename", row.Forename);
        writer.Text("gender", row.Gender);
        writer.Null("gender_identity");
        writer.Day("date_of_birth", row.Born);
        var tombstone = school.Deletions.Find(("student", row.WondeId)) is { } buried ? school.Deletions.At(buried, asOf) : null;
        writer.Instant("restored_at", tombstone?.Row.RestoredAt);
        writer.Stamps(version.Created, version.Updated);
    }

    private static void WriteEducation(WondeWriter writer, StudentRow row)
    {
        Open(writer, "education_details");
        writer.Text("admission_number", row.AdmissionNumber);
        writer.Text("upn", row.Upn);
        writer.Null("local_upn");
        writer.Text("former_upn", row.FormerUpn);
        writer.Null("learner_number");
        writer.Text("current_nc_year", row.Year);
        writer.Flag("part_time", false);
        writer.Json.WriteNumber("part_time_rate", 1);
        writer.Day("admission_date", row.Admitted);
        writer.Day("leaving_date", row.Left);
        Close(writer);
    }

    private static void WriteExtended(WondeWriter writer, StudentRow row, DateOnly today)
    {
        Open(writer, "extended_details");
        writer.Text("sen_status", writer.Faults.NulledFields.Contains("sen_status") ? null : row.SenStatus);
        writer.Flag("child_protection_plan", Holds(row.ChildProtectionPlans, today));
        writer.Flag("child_in_need", row.ChildInNeed);
        writer.Flag("in_lea_care", Holds(row.InCare, today));
        writer.Null("ever_in_care", "in_care_details", "responsible_care_authority");
        writer.Flag("free_school_meals", row.FreeSchoolMeals);
        writer.Flag("free_school_meals_6", row.FreeSchoolMeals);
        writer.Null("fsm_review_date");
        writer.Flag("premium_pupil_indicator", row.FreeSchoolMeals);
        writer.Null("premium_pupil_eligible", "premium_pupil_notes");
        writer.Flag("english_as_additional_language", false);
        writer.Null("english_as_additional_language_status");
        writer.Text("enrolment_status", "C");
        writer.Null(
            "ethnicity", "ethnicity_code", "first_language", "nationality", "religion", "service_children_indicator",
            "gifted_and_talented_status", "boarding_status", "application_status", "birth_place", "custody_alert", "custody_details",
            "next_of_kin", "dietary_needs", "general_notes", "marital_status", "national_insurance_number", "paramedical_support",
            "permanent_resident", "youth_support_services_agreement", "leaver_destination");
        Close(writer);
    }

    private static void WriteGroup(WondeWriter writer, string name, string type, string? code, string? title)
    {
        if (code is null)
        {
            writer.Null(name);
            return;
        }

        Open(writer, name);
        writer.Text("id", $"A{type[0]}{code}");
        writer.Text("mis_id", code);
        writer.Text("code", code);
        writer.Text("name", title);
        writer.Text("type", type);
        Close(writer);
    }

    private static void WriteSiblings(WondeWriter writer, UpstreamSchool school, StudentRow row, DateTimeOffset asOf)
    {
        writer.Json.WriteStartObject("siblings");
        writer.Json.WriteStartArray("data");
        foreach (var sibling in row.Siblings)
        {
            if (school.Students.At(sibling, asOf) is not { IsGone: false } version)
                continue;
            writer.Json.WriteStartObject();
            WriteBase(writer, school, version, asOf);
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    private static void WriteContacts(WondeWriter writer, StudentRow row)
    {
        writer.Json.WriteStartObject("contacts");
        writer.Json.WriteStartArray("data");
        foreach (var contact in row.Contacts)
        {
            writer.Json.WriteStartObject();
            writer.Text("id", contact.Id);
            writer.Text("forename", "Rowan");
            writer.Json.WriteStartObject("relationship");
            writer.Text("relationship", "Parent");
            writer.Flag("parental_responsibility", true);
            writer.Json.WriteNumber("priority", 1);
            writer.Flag("lives_with_pupil", contact.LivesWithPupil);
            writer.Json.WriteEndObject();
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    private static void WriteNeeds(WondeWriter writer, StudentRow row)
    {
        writer.Json.WriteStartObject("sen_needs");
        writer.Json.WriteStartArray("data");
        if (row.SenStatus is "E" or "K")
        {
            writer.Json.WriteStartObject();
            writer.Text("id", row.WondeId + "n");
            writer.Text("code", "SEMH");
            writer.Json.WriteNumber("rank", 1);
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    private static void WriteRanges(WondeWriter writer, string name, StudentRow row, ImmutableArray<DateRange> ranges, IReadOnlySet<string> includes)
    {
        if (!includes.Contains(name))
            return;
        writer.Json.WriteStartObject(name);
        writer.Json.WriteStartArray("data");
        for (var i = 0; i < ranges.Length; i++)
        {
            writer.Json.WriteStartObject();
            writer.Text("id", $"{row.WondeId}r{i + 1}");
            writer.Day("start_date", ranges[i].From);
            writer.Day("end_date", ranges[i].To);
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    private static bool Holds(ImmutableArray<DateRange> ranges, DateOnly on) => ranges.Any(r => on >= r.From && (r.To is null || on <= r.To));

    private static string? YearName(string? year) => year switch
    {
        null => null,
        "R" => "Reception",
        "N" => "Nursery",
        _ => $"Year {year}",
    };

    private static void Open(WondeWriter writer, string name)
    {
        writer.Json.WriteStartObject(name);
        writer.Json.WriteStartObject("data");
    }

    private static void Close(WondeWriter writer)
    {
        writer.Json.WriteEndObject();
        writer.Json.WriteEndObject();
    }
}
