using System.Globalization;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Api.Students;

/// <summary>Who prints, when and why: it stands on every page.</summary>
internal sealed record Printing(string By, DateTimeOffset At, string Reason);

/// <summary>Text set down one line after another on as many A4 pages as it takes, each with its classification, number, and who printed it.</summary>
internal sealed class PdfSheets : IDisposable
{
    public const double Left = 42;
    public const double Width = 595 - (2 * Left);
    private const double Top = 62;
    private const double Bottom = 842 - 78;

    private readonly XFont small = Font(7.5);
    private readonly XFont heading = Font(11.5, bold: true);

    private readonly PdfDocument document = new();
    private readonly XGraphics ruler;
    private XGraphics page = null!;

    public PdfSheets()
    {
        document.Info.Title = "Case";
        ruler = XGraphics.CreateMeasureContext(new XSize(595, 842), XGraphicsUnit.Point, XPageDirection.Downwards);
        Turn();
    }

    public double At { get; private set; }

    public static XFont Font(double size, bool bold = false)
    {
        PrintFonts.Use();
        return new XFont(PrintFonts.Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);
    }

    /// <summary>Goes to a new page unless this much still fits.</summary>
    public void Need(double height)
    {
        if (At + height > Bottom)
            Turn();
    }

    public void Space(double height) => At += height;

    /// <summary>What begins a part: never alone at the foot of a page.</summary>
    public void Heading(string text)
    {
        Need(60);
        Space(12);
        Text(text, heading);
        Space(3);
    }

    public void Text(string text, XFont font, double indent = 0, XBrush? brush = null)
    {
        var height = font.GetHeight();
        foreach (var line in Lines(text, font, Width - indent))
        {
            Need(height);
            page.DrawString(line, font, brush ?? XBrushes.Black, Left + indent, At + (font.Size * 0.95));
            At += height;
        }
    }

    public void Draw(Action<XGraphics> picture) => picture(page);

    public byte[] Close(Printing printing)
    {
        page.Dispose();
        for (var number = 0; number < document.PageCount; number++)
        {
            using var each = XGraphics.FromPdfPage(document.Pages[number], XGraphicsPdfPageOptions.Append);
            Frame(each, printing, $"Page {(number + 1).ToString(CultureInfo.InvariantCulture)} of {document.PageCount.ToString(CultureInfo.InvariantCulture)}");
        }

        using var bytes = new MemoryStream();
        document.Save(bytes, closeStream: false);
        return bytes.ToArray();
    }

    public void Dispose()
    {
        page.Dispose();
        ruler.Dispose();
        document.Dispose();
    }

    private void Turn()
    {
        page?.Dispose();
        page = XGraphics.FromPdfPage(document.AddPage(new PdfPage { Size = PdfSharp.PageSize.A4 }));
        At = Top;
    }

    private void Frame(XGraphics each, Printing printing, string number)
    {
        var bold = Font(8, bold: true);
        each.DrawString(Classification.Line, bold, XBrushes.Black, Left, 36);
        each.DrawLine(XPens.Gray, Left, 44, Left + Width, 44);
        each.DrawLine(XPens.Gray, Left, Bottom + 10, Left + Width, Bottom + 10);
        var at = Bottom + 22;
        foreach (var line in Lines($"Printed by {printing.By} on {SchoolTime.LongDay(printing.At)} {printing.At.Year.ToString(CultureInfo.InvariantCulture)} at {SchoolTime.Clock(printing.At)}. Reason: {printing.Reason}", small, Width - 70))
        {
            each.DrawString(line, small, XBrushes.Black, Left, at);
            at += small.GetHeight();
        }

        each.DrawString(number, bold, XBrushes.Black, Left + Width, Bottom + 22, XStringFormats.BaseLineRight);
    }

    private IEnumerable<string> Lines(string text, XFont font, double width)
    {
        var line = "";
        foreach (var word in text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Fitting(word, font, width)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Measure(longer, font) > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = longer;
            }
        }

        if (line.Length > 0)
            yield return line;
    }

    // A word without end is cut: whatever people typed, nothing runs off the paper.
    private IEnumerable<string> Fitting(string word, XFont font, double width)
    {
        while (word.Length > 1 && Measure(word, font) > width)
        {
            var fits = Enumerable.Range(1, word.Length - 1).TakeWhile(length => Measure(word[..length], font) <= width).LastOrDefault(1);
            yield return word[..fits];
            word = word[fits..];
        }

        yield return word;
    }

    private double Measure(string text, XFont font) => ruler.MeasureString(text, font).Width;
}

/// <summary>The two faces that ship with the program: a server has no fonts of its own to rely on.</summary>
internal sealed class PrintFonts : IFontResolver
{
    public const string Family = "DejaVu Sans";

    private static readonly Lock Gate = new();

    public static void Use()
    {
        lock (Gate)
            GlobalFontSettings.FontResolver ??= new PrintFonts();
    }

    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? "DejaVuSans-Bold" : "DejaVuSans");

    public byte[]? GetFont(string faceName)
    {
        using var file = typeof(PrintFonts).Assembly.GetManifestResourceStream(faceName) ?? throw new InvalidOperationException($"The font {faceName} is not in the program.");
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
