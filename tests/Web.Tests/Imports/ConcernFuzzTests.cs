using System.Net;
using System.Text;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>Whatever bytes are sent as a file, the answer is a report or a reason.</summary>
public sealed class ConcernFuzzTests(RiskMonitorApi api)
{
    private const int Inputs = 10_000;
    private const int Callers = 25;

    // What breaks parsers: quotation marks, line ends, delimiters, marks of encodings, and dates and numbers at their edges.
    private static readonly byte[][] Pieces =
    [
        .. ((string[])["\"", "\"\"", "\r\n", "\r", "\n", ",", ";", "\t", "|", "\0", "31/02/2026", "29/03/2026 01:30", "25/10/2026 01:30", "0001-01-01", "9999-12-31T23:59:59Z", "31/12/9999 23:59", "01/01/0001 00:00", "2026-11-12T00:00:00+14:00",
            "deleted", "yes", "=HYPERLINK(1)", "'", "é", "\uFEFF", "\U0001F600", "Incident ID", "category", "upn", ConcernFiles.Upns[0], "A123456789012", new string('9', 400), new string('a', 300), "Neglect, Online safety", "referral 13/11/2026", "  "])
            .Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0x81], [0x1B],
    ];

    [Fact]
    public async Task Ten_thousand_files_are_answered_and_none_with_an_error_of_ours()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(Send));

        var all = answers.SelectMany(each => each).CountBy(status => status).ToDictionary();
        Assert.Equal(Inputs, all.Values.Sum());
        Assert.Empty(all.Keys.Except([HttpStatusCode.OK, HttpStatusCode.BadRequest]));
        // Both happen, or this says nothing.
        Assert.True(all[HttpStatusCode.OK] > Inputs / 10 && all[HttpStatusCode.BadRequest] > Inputs / 10, string.Join(", ", all));
    }

    private async Task<List<HttpStatusCode>> Send(int number)
    {
        var school = new ConcernFiles(api, $"concern-fuzz-{number}");
        using var lead = await school.Lead();
        var random = new Random(number);
        var answers = new List<HttpStatusCode>();
        for (var input = 0; input < Inputs / Callers; input++)
        {
            using var answer = await lead.File(school.Path + (input % 10 == 0 ? "" : "/preview"), Any(random));
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    /// <summary>Noise, or a good file that something has been done to.</summary>
    private static byte[] Any(Random random)
    {
        if (random.Next(8) == 0)
        {
            var noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            return noise;
        }

        var file = ConcernFiles.Of(
            ConcernFiles.Row("1", 1, "Neglect; Other", "13/11/2026 10:00", actions: "triage 13/11/2026", text: "one\ntwo"), ConcernFiles.Row("", 2, severity: "high"), ConcernFiles.Row("3", 3)).ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = random.Next(random.Next(3) == 0 ? ConcernFiles.Headings.Length : file.Count);
            var piece = Pieces[random.Next(Pieces.Length)];
            if (random.Next(3) > 0)
                file.InsertRange(at, piece);
            else if (random.Next(2) == 0)
                file.RemoveRange(at, Math.Min(random.Next(20), file.Count - at));
            else
                file[at] = (byte)random.Next(256);
        }

        return [.. file];
    }
}
